// What Baton needs on Azure: a storage account without keys, an identity that may use it, a vault for its secrets, and
// logs of who has touched the record. docs/deployment.md tells how to use it, and what has to be done by hand.

@description('Where everything lies; the workers belong into the same region.')
param location string = resourceGroup().location

@description('Begins the names of what is made: lower-case letters and digits.')
@minLength(3)
@maxLength(11)
param name string = 'baton'

@description('Name of the storage account, for AZURE_STORAGE_ACCOUNT.')
@minLength(3)
@maxLength(24)
param storageAccountName string = '${name}${uniqueString(resourceGroup().id)}'

@description('Zone-redundant storage keeps the record through the loss of a building.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('For how many days nobody can change or delete a signed checkpoint, once the policy is locked.')
@minValue(1)
@maxValue(146000)
param checkpointRetentionDays int = 3650

@description('Prefix of containers and tables, as BATON_NAMESPACE says.')
param namespace string = 'baton'

@description('For AKS with workload identity: the issuer of the cluster; empty elsewhere.')
param oidcIssuerUrl string = ''

@description('The service account of the pods, as namespace:name.')
param serviceAccount string = 'baton:baton'

@description('Log every read and write, not deletions alone: a line for each request that docs/cost.md counts.')
param logEveryRequest bool = false

@description('For how many days access logs are kept.')
param logRetentionDays int = 90

var prefix = namespace == 'baton' ? '' : '${namespace}-'

// Built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roles = {
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource federation 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = if (!empty(oidcIssuerUrl)) {
  parent: identity
  name: 'kubernetes'
  properties: {
    issuer: oidcIssuerUrl
    subject: 'system:serviceaccount:${serviceAccount}'
    audiences: ['api://AzureADTokenExchange']
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: storageAccountName
  location: location
  kind: 'StorageV2'
  sku: {
    name: storageSku
  }
  properties: {
    // By identity alone: there is no key that could be lost. What is stored is encrypted, which cannot be switched off.
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    defaultToOAuthAuthentication: true
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: {
          keyType: 'Account'
        }
        table: {
          keyType: 'Account'
        }
      }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: storage
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 30
    }
  }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: storage
  name: 'default'
}

// The other containers and the tables are made by Baton itself.
resource checkpoints 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: '${prefix}audit-checkpoints'
}

// Lines are added to the day's append blob and never changed. The policy is unlocked until it is locked by hand, since
// a locked one can never be taken back.
resource checkpointRetention 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2023-05-01' = {
  parent: checkpoints
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: checkpointRetentionDays
    allowProtectedAppendWrites: true
  }
}

resource blobAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, identity.id, roles.storageBlobDataContributor)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource tableAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, identity.id, roles.storageTableDataContributor)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageTableDataContributor)
  }
}

// The secrets: amqp-url, auth-secret, auth-admin-password, audit-signing-key.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: '${name}${uniqueString(resourceGroup().id)}'
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }
}

resource vaultAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, roles.keyVaultSecretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: logRetentionDays
  }
}

// Who has deleted what; Baton deletes rows of the inbox, and nothing of the ledger. A logged request can cost more than
// the request itself, so the others are logged where somebody asks for it.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'access'
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'StorageDelete'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: logEveryRequest
      }
      {
        category: 'StorageRead'
        enabled: logEveryRequest
      }
    ]
  }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tables
  name: 'access'
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'StorageDelete'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: logEveryRequest
      }
      {
        category: 'StorageRead'
        enabled: logEveryRequest
      }
    ]
  }
}

resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'access'
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

@description('STORAGE_ACCOUNT in deploy/k8s/components/azure-identity; AZURE_STORAGE_ACCOUNT elsewhere.')
output storageAccount string = storage.name

@description('IDENTITY_CLIENT_ID there; AZURE_CLIENT_ID elsewhere.')
output identityClientId string = identity.properties.clientId

@description('The identity as Container Apps and virtual machines take it.')
output identityId string = identity.id

@description('KEY_VAULT there.')
output keyVault string = vault.name

@description('TENANT_ID there.')
output tenantId string = subscription().tenantId
