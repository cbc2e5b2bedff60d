/* global SwaggerUIBundle, document */
// The document says by relative address where the bridge is, so trying something out works under any prefix.
SwaggerUIBundle({
  url: 'api/v1/openapi.json',
  domNode: document.getElementById('api'),
  deepLinking: true,
  // By default it would ask validator.swagger.io about this document.
  validatorUrl: null,
  persistAuthorization: false,
});
